import type Docker from 'dockerode';
import { SandboxFault } from './sandbox-fault.ts';

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'EACCES',
  'ETIMEDOUT',
  'ECONNABORTED',
]);

/** Says which fault an error of the Docker client is: daemon gone, image missing, or the host itself. */
export function toSandboxFault(error: unknown): SandboxFault {
  if (error instanceof SandboxFault) return error;
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  if ((code && connectionCodes.has(code)) || message?.includes('socket hang up')) {
    return new SandboxFault('docker_unavailable', 'Docker does not answer', { cause: error });
  }
  if (statusCode === 404 && message?.includes('image'))
    return new SandboxFault('image_missing', `The image is gone: ${message}`, { cause: error });
  return new SandboxFault('host_fault', `The container could not be run: ${message ?? String(error)}`, {
    cause: error,
  });
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
