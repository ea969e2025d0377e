import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { historiesFolder } from './record-history.ts';

type Payloads = { payloads: { data: string }[] };
type Event = {
  workflowExecutionStartedEventAttributes?: { taskQueue: { name: string } };
  activityTaskScheduledEventAttributes?: { activityType: { name: string }; taskQueue: { name: string } };
  markerRecordedEventAttributes?: { markerName: string; details?: { data?: Payloads } };
};

/** An activity that a recorded run asked for, and the queue whose worker has to have it. */
export type RecordedCall = { history: string; name: string; queue: string };

/**
 * The activities that the recorded runs of a kind of process called, local ones too.
 * What no recorded path calls is not among them: a workflow that calls something new is recorded again (CONTRIBUTING.md).
 * @returns their names, sorted
 */
export function recordedActivities(kind: string): string[] {
  const names = recordedCalls()
    .filter(({ history }) => history.startsWith(`${kind}.`))
    .map(({ name }) => name);
  return [...new Set(names)].sort();
}

/** Every activity that every recorded run asked for, those of the platform's own workflows too. */
export function recordedCalls(): RecordedCall[] {
  return readdirSync(historiesFolder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((history) => {
      const { events } = JSON.parse(readFileSync(path.join(historiesFolder, history), 'utf8')) as {
        events: Event[];
      };
      // A local activity runs in the worker of its workflow.
      const home = events[0]!.workflowExecutionStartedEventAttributes!.taskQueue.name;
      return events.flatMap((event) => {
        const { activityTaskScheduledEventAttributes: scheduled } = event;
        if (scheduled) return { history, name: scheduled.activityType.name, queue: scheduled.taskQueue.name };
        const name = localActivity(event);
        return name === undefined ? [] : { history, name, queue: home };
      });
    });
}

/** A local activity is in the history as a marker of the SDK's core, with its type in the payload `data`. */
function localActivity({ markerRecordedEventAttributes: marker }: Event): string | undefined {
  const data = marker?.details?.data?.payloads[0]?.data;
  if (marker?.markerName !== 'core_local_activity' || data === undefined) return undefined;
  return (JSON.parse(Buffer.from(data, 'base64').toString()) as { activity_type: string }).activity_type;
}
