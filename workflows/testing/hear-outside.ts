import { condition, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import { outsideEventSignalName } from '#domain/processes/process-signals.ts';
import type { OutsideEventSignal } from '#domain/processes/process-signals.ts';

const outsideEvent = defineSignal<[OutsideEventSignal]>(outsideEventSignalName);

/** What it was started with, and what it heard, in order. */
export const heardQuery = defineQuery<{ input: unknown; heard: OutsideEventSignal[] }>('heard');

/** Hears what providers tell until it heard `the.end`, as every process that subscribes to events does: what comes twice counts once. */
export async function hearOutside(input: unknown): Promise<void> {
  const heard: OutsideEventSignal[] = [];
  setHandler(outsideEvent, (signal) => {
    if (!heard.some(({ webhookEventId }) => webhookEventId === signal.webhookEventId)) heard.push(signal);
  });
  setHandler(heardQuery, () => ({ input, heard }));
  await condition(() => heard.some(({ type }) => type === 'the.end'));
}
