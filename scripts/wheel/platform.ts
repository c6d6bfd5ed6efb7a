/** A kind of machine that a wheel is made for. */
export interface WheelPlatform {
  /** pip's name of it, the end of the wheel's file name. */
  tag: string;
  /** Zig's name of it, to build the TensorFlow binding for; absent where the binding does not run and training uses WebAssembly. */
  zigTarget?: string;
  /** The build of zeromq that runs there with every Node from 20 on, inside of its folder `build`. */
  zeromq: string;
}

/** C libraries are the oldest that the tag promises. Only the first is run by the tests; the others are built the same way. */
export const PLATFORMS: readonly WheelPlatform[] = [
  { tag: 'manylinux_2_28_x86_64', zigTarget: 'x86_64-linux-gnu.2.28', zeromq: 'linux/x64/node/glibc-127-Release' },
  { tag: 'manylinux_2_28_aarch64', zigTarget: 'aarch64-linux-gnu.2.28', zeromq: 'linux/arm64/node/glibc-127-Release' },
  { tag: 'macosx_11_0_arm64', zigTarget: 'aarch64-macos.11.0', zeromq: 'darwin/arm64/node/libc-115-Release' },
  { tag: 'win_amd64', zeromq: 'win32/x64/node/msvc-115-Release' },
];

/**
 * The platform of a tag; without one, that of this machine.
 *
 * @throws Error that lists the tags
 */
export function platformOf(tag: string | undefined): WheelPlatform {
  const system = { linux: 'manylinux', darwin: 'macosx', win32: 'win' }[process.platform as string];
  const machine = process.arch === 'x64' ? /(x86_64|amd64)$/ : /(aarch64|arm64)$/;
  const found = PLATFORMS.find((one) =>
    tag === undefined ? one.tag.startsWith(`${system}_`) && machine.test(one.tag) : one.tag === tag,
  );
  if (found) return found;
  const wanted = tag ?? `${process.platform} on ${process.arch}`;
  throw new Error(`There is no wheel for ${wanted}, only for ${PLATFORMS.map((one) => one.tag).join(', ')}.`);
}
