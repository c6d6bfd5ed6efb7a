import { directImports, layersOf, type RoomGraph } from './roomGraph';

const WIDTH = 900;
const BOX = { width: 104, height: 34 };
const LAYER = 78;
const MARGIN = 30;
const STYLE =
  'text{font:14px system-ui,sans-serif;text-anchor:middle;fill:#1b1b1b}rect{fill:#eef3f8;stroke:#3a6ea5}path{fill:none;stroke:#7a8794}svg{background:#fff}';

interface Place {
  x: number;
  y: number;
}

/** An SVG picture of who imports whom: rooms stand above all that they import. */
export function roomsFigure(rooms: RoomGraph): string {
  const layers = layersOf(rooms);
  const height = 2 * MARGIN + BOX.height + (layers.length - 1) * LAYER;
  const places = new Map<string, Place>();
  layers.forEach((layer, level) =>
    layer.forEach((room, at) =>
      places.set(room, {
        x: Math.round((WIDTH * (at + 1)) / (layer.length + 1) + (level % 2 ? 22 : -22)),
        y: height - MARGIN - BOX.height / 2 - level * LAYER,
      }),
    ),
  );
  const lines = [...rooms.keys()].sort().flatMap((room) =>
    directImports(rooms, room).map((other) => {
      return `<path d="${curve(places.get(room)!, places.get(other)!)}" marker-end="url(#tip)"/>`;
    }),
  );
  const boxes = [...places].map(([room, { x, y }]) => {
    const corner = `x="${x - BOX.width / 2}" y="${y - BOX.height / 2}"`;
    return `<rect ${corner} width="${BOX.width}" height="${BOX.height}" rx="6"/><text x="${x}" y="${y + 5}">${room}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">`,
    '<title id="title">Which room imports which</title>',
    `<style>${STYLE}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#7a8794"/></marker></defs>',
    ...lines,
    ...boxes,
    '</svg>',
    '',
  ].join('\n');
}

function curve(from: Place, to: Place): string {
  const [start, end] = [from.y + BOX.height / 2, to.y - BOX.height / 2 - 1];
  const middle = Math.round((start + end) / 2);
  return `M${from.x} ${start}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${end}`;
}

/** The same as a table in Markdown. */
export function roomsTable(rooms: RoomGraph): string {
  const rows = layersOf(rooms)
    .reverse()
    .flat()
    .map((room) => `| ${room} | ${[...rooms.get(room)!].sort().join(', ') || '–'} |`);
  return ['| Room | Imports |', '| --- | --- |', ...rows].join('\n');
}
