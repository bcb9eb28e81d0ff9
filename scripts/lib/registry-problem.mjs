import { lastLines } from './run.mjs';
import { Problem } from './command.mjs';

const CERTIFICATE =
  /certificate|CERT_|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|SSLError/i;
const NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|Temporary failure in name resolution|NewConnectionError|ProxyError|Network is unreachable|No matching distribution|YN0035|YN0001: .*RequestError/;

/** @param {string} output */
export function isCertificateError(output) {
  return CERTIFICATE.test(output);
}

/**
 * Why an install failed, according to its output, and what to do.
 *
 * @param {string} what such as "Yarn could not be installed"
 * @param {string} output
 * @param {'npm' | 'PyPI'} registry
 */
export function registryProblem(what, output, registry) {
  const details = `The end of its output:\n\n${lastLines(output)}`;
  if (isCertificateError(output)) {
    const remedy =
      registry === 'npm'
        ? 'Set NODE_EXTRA_CA_CERTS to a file with the certificates of your company or proxy (npm\'s own "cafile" setting isn\'t read by Yarn), then run the command again.'
        : 'Set PIP_CERT to a file with the certificates of your company or proxy, then run the command again.';
    return new Problem(
      `${what}: the certificate of the ${registry} registry isn't trusted here.`,
      `${remedy}\n\n${details}`,
    );
  }
  if (NETWORK.test(output)) {
    return new Problem(
      `${what}: the ${registry} registry can't be reached.`,
      `Check the network and the proxy settings (HTTPS_PROXY, or a mirror in the settings of ${
        registry === 'npm' ? 'npm and Yarn' : 'pip'
      }), then run the command again: finished installations stay.\n\n${details}`,
    );
  }
  return new Problem(`${what}.`, details);
}
