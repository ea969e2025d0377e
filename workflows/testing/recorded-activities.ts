import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { historiesFolder } from './record-history.ts';

type Payloads = { payloads: { data: string }[] };
type Event = {
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
  markerRecordedEventAttributes?: { markerName: string; details?: { data?: Payloads } };
};

/**
 * The activities that the recorded runs of a kind of process called, local ones too.
 * What no recorded path calls is not among them: a workflow that calls something new is recorded again (CONTRIBUTING.md).
 * @returns their names, sorted
 */
export function recordedActivities(kind: string): string[] {
  const names = readdirSync(historiesFolder)
    .filter((file) => file.startsWith(`${kind}.`))
    .flatMap((file) => {
      const { events } = JSON.parse(readFileSync(path.join(historiesFolder, file), 'utf8')) as {
        events: Event[];
      };
      return events.map(
        (event) => event.activityTaskScheduledEventAttributes?.activityType.name ?? localActivity(event),
      );
    });
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

/** A local activity is in the history as a marker of the SDK's core, with its type in the payload `data`. */
function localActivity({ markerRecordedEventAttributes: marker }: Event): string | undefined {
  const data = marker?.details?.data?.payloads[0]?.data;
  if (marker?.markerName !== 'core_local_activity' || data === undefined) return undefined;
  return (JSON.parse(Buffer.from(data, 'base64').toString()) as { activity_type: string }).activity_type;
}
