import { Load, type Mark } from './load';
import type { Answers, Call, FromWorker, ToWorker } from './worker-protocol';

/** Marks that are kept; each holds a histogram of 21 kB. The oldest is dropped first. */
const MOST_MARKS = 1_000;

/** The process that sends: started by `startLoad`, answers until its parent closes it or is gone. */
let load: Load | undefined;
const marks = new Map<number, Mark>();
let lastMark = 0;

function answer(call: Call): Answers[keyof Answers] {
  if (call.call === 'start') {
    load = new Load(call.options);
    void load.start().then((report) => {
      tell({ report });
    });
    return null;
  }
  if (!load) throw new Error(`'${call.call}' before 'start'`);
  switch (call.call) {
    case 'mark':
      marks.set(++lastMark, load.mark());
      marks.delete(lastMark - MOST_MARKS);
      return lastMark;
    case 'since':
      return load.since(markOf(call.from), markOf(call.to));
    case 'lastSeen':
      return load.lastSeen(call.version) ?? null;
    case 'stop':
      load.stop();
      return null;
  }
}

function markOf(id: number | undefined): Mark | undefined {
  if (id === undefined) return undefined;
  const mark = marks.get(id);
  if (!mark) throw new Error(`mark ${id} is gone: only the last ${MOST_MARKS} are kept`);
  return mark;
}

function tell(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}

process.on('message', (message: ToWorker) => {
  try {
    tell({ id: message.id, answer: answer(message) });
  } catch (error) {
    tell({ id: message.id, error: error instanceof Error ? error.message : String(error) });
    if (!load) process.disconnect();
  }
});

// The parent is gone: nobody will read the counts.
process.on('disconnect', () => load?.stop());
// Ctrl-C reaches the whole group; the parent decides when the load ends.
process.on('SIGINT', () => undefined);
