import { cutoverCommand } from '../local/demo/demo';
import { projectRoot } from '../local/settings';
import type { Bench } from './bench';
import { withStand, type Stand } from './stand';
import { answeringVersions } from './versions';

/** In the order of a migration: the share only grows. */
const SHARES = [1, 5, 10, 25, 50, 75, 100];
/** Where some users are on V2 and some are not, when everything is taken back. */
const BEFORE_ROLLBACK = 50;
const USERS = 100_000;
const HEADER = 'X-User-Id';

const OVERRIDES = {
  versions: answeringVersions,
  assignment: { mode: 'perUser', key: { header: HEADER } },
  gateway: { accessLog: false },
};

/** Which version every one of many users gets: V2 for good while the share grows, V1 once it is taken back. */
export const perUser: Bench = {
  name: 'per-user',
  figures: ['users-moved-back', 'users-on-v2-after-rollback'],
  async run({ environment, say }) {
    return withStand(
      environment,
      { namespace: 'bench-per-user', overrides: OVERRIDES },
      async (stand) => {
        const movedBack: number[] = [];
        let before = '-'.repeat(USERS);
        for (const share of SHARES) {
          await stand.writeShare(share);
          const now = await answers(stand);
          movedBack.push(count(before, now, (was, is) => was === '2' && is !== '2'));
          say(`share ${share} %: ${(100 * onV2(now)) / USERS} % of the users on V2`);
          before = now;
        }
        await stand.writeShare(BEFORE_ROLLBACK);
        const sticky = onV2(await answers(stand));
        const cutover = cutoverCommand(projectRoot, environment, stand.target);
        const ended = await cutover(['rollback', '--reason', 'bench']);
        if (ended.code !== 0) throw new Error(`rollback failed: ${ended.stderr}${ended.stdout}`);
        const left = onV2(await answers(stand));
        say(`of ${sticky} users on V2 the rollback left ${left}`);
        return [
          {
            name: 'users-moved-back',
            value: movedBack.reduce((sum, users) => sum + users, 0),
            unit: `of ${USERS} users`,
            comparison: 'exactly',
            bound: 0,
            runs: movedBack,
          },
          {
            name: 'users-on-v2-after-rollback',
            value: sticky === 0 ? Number.NaN : left,
            unit: 'users',
            comparison: 'exactly',
            bound: 0,
            runs: [left],
          },
        ];
      },
    );
  },
};

/** Sends one request of each user, over connections to all gateway pods. @throws when one has no good reply. */
async function answers(stand: Stand): Promise<string> {
  const load = await stand.load({
    connections: 64,
    requests: USERS,
    users: { header: HEADER, count: USERS },
  });
  const { users = '', failed, failures } = await load.report;
  load.close();
  if (failed > 0 || users.includes('-')) {
    throw new Error(`not every user got a reply: ${failed} failed ${JSON.stringify(failures)}`);
  }
  return users;
}

const onV2 = (users: string): number => count(users, users, (_, is) => is === '2');

function count(before: string, now: string, is: (was: string, now: string) => boolean): number {
  let counted = 0;
  for (let user = 0; user < now.length; user += 1) {
    if (is(before.charAt(user), now.charAt(user))) counted += 1;
  }
  return counted;
}
