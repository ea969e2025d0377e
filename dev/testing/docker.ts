import { randomBytes } from 'node:crypto';
import { sharedService } from './services.ts';

/**
 * The run's Docker Engine.
 * @returns its socket, and a label no other test file uses; what carries the run's label is removed when the run ends
 */
export async function dockerForTest(): Promise<{ socket: string; label: string; runLabel: string }> {
  const { socket, label } = await sharedService('docker');
  return { socket, label: `${label}-${randomBytes(3).toString('hex')}`, runLabel: label };
}
