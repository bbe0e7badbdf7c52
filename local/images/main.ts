import { localPaths } from '../settings';
import { bringGuests } from './guests';

/** Builds the foreign service's images, and imports them into the cluster whose containerd answers at the address. */
async function main(): Promise<void> {
  const [socket] = process.argv.slice(2);
  if (socket === undefined) throw new Error('usage: main.ts CONTAINERD-SOCKET');
  await bringGuests(localPaths(), socket, process.env);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
