import { TissuebookError } from '../errors';
import { isLoopback } from './source';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for an address by the customary variables: HTTPS_PROXY or HTTP_PROXY, else ALL_PROXY, in lower case first, unless
 * NO_PROXY names the host. This machine is never asked through a proxy.
 *
 * @throws TissuebookError 'invalid-argument' for a proxy that is none of http or https
 */
export function proxyFor(url: URL, environment: Environment = process.env): URL | undefined {
  const named = (name: string): string | undefined => environment[name] || environment[name.toUpperCase()];
  const address = named(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? named('all_proxy');
  if (!address || isLoopback(url.hostname) || isExcepted(url, named('no_proxy') ?? '')) return undefined;
  const full = address.includes('://') ? address : `http://${address}`;
  const proxy = URL.canParse(full) ? new URL(full) : undefined;
  if (proxy && (proxy.protocol === 'http:' || proxy.protocol === 'https:')) return proxy;
  throw new TissuebookError('invalid-argument', 'The proxy that the environment names is no http or https proxy.', {
    argument: 'HTTPS_PROXY',
    found: proxy?.protocol,
    advice: 'Set HTTPS_PROXY to http://host:port, or NO_PROXY to the host of the file.',
  });
}

/** The header by which a proxy knows its user; nothing where the proxy's address names none. */
export function proxyHeaders(proxy: URL): Record<string, string> {
  if (!proxy.username) return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** NO_PROXY: hosts with or without a port, parted by commas or spaces; a host stands for those below it; * for all. */
function isExcepted({ hostname, port, protocol }: URL, list: string): boolean {
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const [, host, at] = /^\*?\.?(.+?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (!host || (at && at !== (port || (protocol === 'https:' ? '443' : '80')))) return false;
    return hostname === host || hostname.endsWith(`.${host}`);
  });
}
