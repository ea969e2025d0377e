import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { identify } from '../processes/identity.ts';
import type { ProcessIdentity } from '../processes/identity.ts';

export type RecordedProcess = ProcessIdentity & {
  name: string;
  stopSignal: NodeJS.Signals;
  stopWithinMs: number;
  stopOrder: number;
};

/** What a start writes down, so that the next one can recognise what it left behind, and tests what runs where. */
export type RunRecord = {
  data: string;
  supervisor: ProcessIdentity;
  sandboxLabel: string;
  dockerSocket?: string;
  databaseOwnerUrl?: string;
  urls: { site: string; api: string; mailbox: string; temporal: string };
  /** True once every part answers. */
  ready: boolean;
  demo: 'none' | 'being_made' | 'complete' | 'incomplete';
  processes: RecordedProcess[];
};

const fileIn = (data: string) => path.join(data, 'run.json');

/** The record of the run that goes on, or was cut off, in a data folder. */
export function readRunRecord(data: string): RunRecord | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(data), 'utf8')) as RunRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export type RunRecorder = {
  update(change: Partial<RunRecord>): void;
  processStarted(process: RecordedProcess): void;
  /** The run ended in good order: nothing is left behind. */
  close(): void;
};

/** Keeps the record of our own run. Written synchronously: a kill -9 right after a spawn must find it there. */
export function recordRun(
  start: Omit<RunRecord, 'supervisor' | 'processes' | 'ready' | 'demo'>,
): RunRecorder {
  const supervisor = identify(process.pid);
  if (!supervisor) throw new Error('This system does not tell when a process started.');
  let record: RunRecord = { ...start, supervisor, ready: false, demo: 'none', processes: [] };
  const write = () => {
    mkdirSync(record.data, { recursive: true });
    writeFileSync(`${fileIn(record.data)}.new`, JSON.stringify(record, null, 2), { mode: 0o600 });
    renameSync(`${fileIn(record.data)}.new`, fileIn(record.data));
  };
  write();
  return {
    update(change) {
      record = { ...record, ...change };
      write();
    },
    processStarted(started) {
      record.processes = [...record.processes.filter(({ name }) => name !== started.name), started];
      write();
    },
    close: () => rmSync(fileIn(record.data), { force: true }),
  };
}
