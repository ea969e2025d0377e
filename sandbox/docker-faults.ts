import type Docker from 'dockerode';
import { SandboxFault } from './sandbox-fault.ts';

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** What connecting to the daemon's socket fails with; of a file of ours the same codes mean that we look for it in the wrong place. */
const socketCodes = new Set(['ENOENT', 'EACCES']);

/** The machine has no memory, no space, no descriptors or no processes left. */
const hostCodes = new Set(['ENOMEM', 'ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EAGAIN', 'ENOBUFS', 'EIO']);

/** The same in the daemon's words, which it sends with other codes than 5xx as well. */
const hostWords =
  /cannot allocate memory|no space left on device|disk quota exceeded|too many open files|resource temporarily unavailable/i;

type ClientError = { code?: string; syscall?: string; statusCode?: number; message?: string };

const isConnectionLost = ({ code = '', syscall, message }: ClientError): boolean =>
  connectionCodes.has(code) ||
  (syscall === 'connect' && socketCodes.has(code)) ||
  message?.includes('socket hang up') === true;

/** Whoever lists containers may be told so of one that another removes at that moment. */
const isContainerGone = ({ statusCode, message = '' }: ClientError): boolean =>
  statusCode === 404 && /no such container/i.test(message);

const isHostInTrouble = ({ code = '', statusCode, message = '' }: ClientError): boolean =>
  statusCode === undefined ? hostCodes.has(code) : statusCode >= 500 || hostWords.test(message);

/**
 * Says which fault of daemon, image or host an error is, for which the caller waits.
 * @returns null for what would fail again however long one waits: a mistake in our code, or a request that Docker refuses (4xx)
 */
export function sandboxFaultOf(error: unknown): SandboxFault | null {
  if (error instanceof SandboxFault) return error;
  if (!(error instanceof Error)) return null;
  const { statusCode, message }: ClientError = error;
  if (isConnectionLost(error))
    return new SandboxFault('docker_unavailable', 'Docker does not answer', { cause: error });
  if (statusCode === 404 && message?.includes('image'))
    return new SandboxFault('image_missing', `The image is gone: ${message}`, { cause: error });
  if (isContainerGone(error) || isHostInTrouble(error))
    return new SandboxFault('host_fault', `The container could not be run: ${message}`, { cause: error });
  return null;
}

/** Throws SandboxFault `docker_unavailable` when the daemon does not answer within 5 s. */
export async function assertDockerAnswers(docker: Docker): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within 5 s')), 5000);
  });
  try {
    await Promise.race([docker.ping(), late]);
  } catch (error) {
    throw new SandboxFault('docker_unavailable', 'Docker does not answer', { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
