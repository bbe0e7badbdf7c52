import { matchRequestSchema, selectAlgorithm } from './matching';
import { MatchService, type Format, type MatchReply } from './match-service';

const select = (version: 'v1' | 'v2', candidate: object) =>
  selectAlgorithm(version, matchRequestSchema.parse({ candidate }).candidate);

// The three cases of 'Validation Métiers' in requirement 000.
test.each([
  [{ questionnaire_completeness: 0.8, skills_count: 6 }, 'nexten_matcher'],
  [{ mobility: 'local', max_distance: 20 }, 'smart_match'],
  [{ experience_years: 8, questionnaire_completeness: 0.3 }, 'enhanced_match'],
])('V2 answers %j with %s', (candidate, algorithm) => {
  expect(select('v2', candidate)).toBe(algorithm);
});

test('V2 does without Nexten where it is switched off', () => {
  const { candidate } = matchRequestSchema.parse({
    candidate: { questionnaire_completeness: 0.8, skills_count: 6, mobility: 'local' },
  });
  expect(selectAlgorithm('v2', candidate, false)).toBe('smart_match');
});

test('V1 has no Nexten', () => {
  expect(select('v1', { questionnaire_completeness: 0.8, skills_count: 6 })).toBe('enhanced_match');
});

test('skills are counted where no number is given', () => {
  const skills = ['a', 'b', 'c', 'd', 'e'];
  expect(select('v2', { questionnaire_completeness: 0.7, skills })).toBe('nexten_matcher');
  expect(select('v2', { questionnaire_completeness: 0.7, skills: skills.slice(1) })).toBe(
    'enhanced_match',
  );
});

const body = JSON.stringify({ candidate: { id: 'c-1', skills_count: 6 }, limit: 2 });
/** Nobody is asked here, so the answer is there at once. */
const answer = (service: MatchService, format: Format, text: string): MatchReply => {
  const reply = service.answer(format, text);
  if (reply instanceof Promise) throw new Error('a promise');
  return reply;
};
const json = (buffer: Buffer): unknown => JSON.parse(buffer.toString());

test('answers the same request with the same matches, the second time from the cache', () => {
  const service = new MatchService('v2');
  const first = answer(service, 'jobs', body);
  const second = answer(service, 'jobs', body);
  expect(second.body).toEqual(first.body);
  expect([first.fromCache, second.fromCache]).toEqual([false, true]);
  expect(answer(new MatchService('v2'), 'jobs', body).body).toEqual(first.body);
});

test('answers offers on the legacy path and jobs on the new one', () => {
  const service = new MatchService('v2');
  expect(json(answer(service, 'offers', body).body)).toMatchObject({
    candidate_id: 'c-1',
    algorithm: 'enhanced_match',
    offers: [{ offer_id: expect.any(String) as string }, {}],
    total: 2,
  });
  expect(json(answer(service, 'jobs', body).body)).toMatchObject({
    candidate: { id: 'c-1' },
    algorithm_used: 'enhanced_match',
    jobs: [{ job_id: expect.any(String) as string }, {}],
  });
});

test('a lower precision answers visibly worse, at once', () => {
  const service = new MatchService('v2');
  const best = (): number =>
    (json(answer(service, 'jobs', body).body) as { jobs: { confidence: number }[] }).jobs[0]
      ?.confidence ?? NaN;
  const before = best();
  service.setPrecision(0.5);
  expect(best()).toBeLessThan(before);
  service.setPrecision(null);
  expect(best()).toBe(before);
});

test.each([
  ['{', 'the body must be JSON'],
  ['{}', "'candidate': Invalid input: expected object, received undefined"],
  [
    '{"candidate":{"questionnaire_completeness":80}}',
    "'candidate.questionnaire_completeness': Too big: expected number to be <=1",
  ],
])('refuses %s', (text, error) => {
  const reply = answer(new MatchService('v1'), 'offers', text);
  expect(reply.code).toBe(400);
  expect(json(reply.body)).toEqual({ error });
});
