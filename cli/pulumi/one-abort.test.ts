import { OneAbort } from './one-abort';

function watched() {
  const outer = new AbortController();
  const abort = new OneAbort(outer.signal);
  let times = 0;
  abort.signal.addEventListener('abort', () => times++);
  return { outer, abort, times: () => times };
}

test('hands an interruption on once, however often it is told', () => {
  const { outer, abort, times } = watched();
  abort.begun();
  outer.abort();
  outer.abort();
  abort.begun();
  expect(times()).toBe(1);
});

test('waits with an interruption until the update has begun', () => {
  const { outer, abort, times } = watched();
  outer.abort();
  expect(times()).toBe(0);
  abort.begun();
  expect(times()).toBe(1);
});

test('hands nothing on when the update is over', () => {
  const { outer, abort, times } = watched();
  abort.begun();
  abort.over();
  outer.abort();
  expect(times()).toBe(0);
});
