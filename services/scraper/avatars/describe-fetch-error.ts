import { AvatarFault } from './avatar-fault.ts';

/** No certificate for this name, or none that the machine's authorities vouch for. */
const CERTIFICATE = /^(?:ERR_TLS_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA)/;
const NOT_HTTP = /^(?:UND_ERR_HEADERS_OVERFLOW|UND_ERR_RESPONSE|EPROTO|ERR_SSL_)/;
/** Also the answer for every name on a machine without a network: not to be believed for long. */
const NO_NAME = ['ENOTFOUND', 'ENODATA'];
/** The resolver's own codes: it could not be asked, or its answer was none. */
const RESOLVER = ['ESERVFAIL', 'EREFUSED', 'ETIMEOUT', 'EFORMERR', 'ENOTIMP', 'EBADRESP', 'ECANCELLED'];

/** What an error of DNS, TCP, TLS or HTTP means for the picture. */
export function describeFetchError(error: unknown): AvatarFault {
  if (error instanceof AvatarFault) return error;
  const passing = (message: string) => new AvatarFault(message, { isPermanent: false, cause: error });
  const lasting = (message: string) => new AvatarFault(message, { isPermanent: true, cause: error });
  const { name, syscall } = error as { name?: string; syscall?: string };
  const code = codeOf(error);
  if (name === 'TimeoutError' || code === 'UND_ERR_BODY_TIMEOUT' || code === 'UND_ERR_HEADERS_TIMEOUT') {
    return passing('the download timed out');
  }
  if (NO_NAME.includes(code)) return passing('the host does not exist');
  if (RESOLVER.includes(code) || syscall?.startsWith('query'))
    return passing('the host name cannot be resolved');
  if (CERTIFICATE.test(code)) return lasting('the certificate of the host is not valid');
  if (name === 'HTTPParserError' || NOT_HTTP.test(code)) return lasting('the host is not a web server');
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || syscall === 'connect')
    return passing('the host does not respond');
  return passing('the connection to the host was lost');
}

/** Where several addresses were tried, the first error represents all. */
function codeOf(error: unknown): string {
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : '';
}
