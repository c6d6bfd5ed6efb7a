import ts from 'typescript';
import { kernelVersion } from '../language/packages';
import { PROTOCOL_VERSION, type Json } from '../transport/message';

/** Content of kernel_info_reply. */
export function kernelInfo(): Json {
  const version = kernelVersion();
  return {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'tissuebook',
    implementation_version: version,
    language_info: {
      name: 'typescript',
      version: ts.version,
      mimetype: 'text/x-typescript',
      file_extension: '.ts',
      codemirror_mode: { name: 'javascript', typescript: true },
      nbconvert_exporter: 'script',
    },
    banner: `Tissuebook ${version}: TypeScript ${ts.version} on Node.js ${process.version}`,
    debugger: false,
    help_links: [{ text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' }],
    supported_features: [],
  };
}
