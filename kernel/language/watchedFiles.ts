import { statSync } from 'node:fs';
import ts from 'typescript';

interface Watched {
  changed: ts.FileWatcherCallback;
  stamp: string;
}

/**
 * The files of the user's that cells have imported. Instead of being watched by the system they are looked at before
 * each cell, so that an edit counts from the next cell on, and the library's thousand files cost nothing.
 */
export class WatchedFiles {
  private readonly files = new Map<string, Watched>();

  /** `system` with watching replaced. */
  watch(system: ts.System): ts.System {
    return {
      ...system,
      watchFile: (path, changed) => {
        if (!isFixed(path)) this.files.set(path, { changed, stamp: stamp(path) });
        return { close: () => this.files.delete(path) };
      },
      watchDirectory: () => ({ close: () => undefined }),
    };
  }

  /** Tells the compiler which files were changed or removed since the last call. */
  refresh(): void {
    for (const [path, file] of this.files) {
      const now = stamp(path);
      if (now === file.stamp) continue;
      file.stamp = now;
      file.changed(path, now ? ts.FileWatcherEventKind.Changed : ts.FileWatcherEventKind.Deleted);
    }
  }

  /** What completion inside an import's quotes needs to list files. */
  host(folder: string): object {
    return {
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      readDirectory: ts.sys.readDirectory,
      getCurrentDirectory: () => folder,
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    };
  }
}

/**
 * Installed packages and the compiler's own libraries do not change under a running kernel. Of a package.json the compiler would
 * hear with a timer beside that of a program's update, and the converter knows one timer: the next cell would fail.
 */
function isFixed(path: string): boolean {
  return path.includes('/node_modules/') || path.endsWith('/package.json');
}

function stamp(path: string): string {
  try {
    const { mtimeMs, size } = statSync(path);
    return `${mtimeMs} ${size}`;
  } catch {
    return '';
  }
}
