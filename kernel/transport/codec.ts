import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { PROTOCOL_VERSION, type Header, type Json, type Message, type Outgoing } from './message';

const DELIMITER = Buffer.from('<IDS|MSG>');
const MAJOR = Number.parseInt(PROTOCOL_VERSION, 10);

/** A message that must not be acted upon; the sentence says why. */
export class RefusedMessage extends Error {
  override readonly name = 'RefusedMessage';
}

/** Turns messages into ZeroMQ frames and back. The signature covers the four JSON parts, never the buffers. */
export class Codec {
  private readonly session = randomUUID();

  /** @param key the connection file's key; an empty one means that messages are not signed */
  constructor(private readonly key: string) {}

  /** @throws RefusedMessage before anything is parsed when the signature is wrong */
  decode(frames: Uint8Array[]): Message {
    const at = frames.findIndex((frame) => DELIMITER.equals(frame));
    if (at < 0) throw new RefusedMessage('The delimiter <IDS|MSG> is missing.');
    if (frames.length < at + 6)
      throw new RefusedMessage(`A message has 6 frames or more, found ${frames.length - at}.`);
    const parts = frames.slice(at + 2, at + 6);
    this.checkSignature(frames[at + 1]!, parts);
    const [header, parent, metadata, content] = parts.map(parseObject);
    return {
      identities: frames.slice(0, at),
      header: checkHeader(header!),
      parent: parent as Partial<Header>,
      metadata: metadata!,
      content: content!,
      buffers: frames.slice(at + 6),
    };
  }

  encode(identities: Uint8Array[], message: Outgoing): Uint8Array[] {
    const header: Header = {
      msg_id: message.id ?? randomUUID(),
      msg_type: message.type,
      session: this.session,
      username: 'kernel',
      date: new Date().toISOString(),
      version: PROTOCOL_VERSION,
    };
    const parts = [
      JSON.stringify(header),
      JSON.stringify(message.parent),
      JSON.stringify(message.metadata ?? {}),
      message.content,
    ].map((text) => Buffer.from(text));
    return [...identities, DELIMITER, Buffer.from(this.sign(parts)), ...parts, ...(message.buffers ?? [])];
  }

  private sign(parts: Uint8Array[]): string {
    if (!this.key) return '';
    const hmac = createHmac('sha256', this.key);
    for (const part of parts) hmac.update(part);
    return hmac.digest('hex');
  }

  private checkSignature(given: Uint8Array, parts: Uint8Array[]): void {
    if (!this.key) return;
    const expected = Buffer.from(this.sign(parts));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new RefusedMessage('The signature is wrong.');
    }
  }
}

function parseObject(bytes: Uint8Array): Json {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    throw new RefusedMessage('A part is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RefusedMessage('A part is not a JSON object.');
  }
  return value as Json;
}

function checkHeader(header: Json): Header {
  for (const field of ['msg_id', 'msg_type', 'session', 'version']) {
    if (typeof header[field] !== 'string') throw new RefusedMessage(`The header has no ${field}.`);
  }
  if (Number.parseInt(header.version as string, 10) !== MAJOR) {
    throw new RefusedMessage(`The client speaks protocol ${String(header.version)}, this kernel ${PROTOCOL_VERSION}.`);
  }
  return header as unknown as Header;
}
