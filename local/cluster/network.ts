import { readdir, rmdir, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { addresses } from './addresses';
import { capture } from './command';
import type { Instance } from './instance';

/** The kind of file system of a network namespace's file, from linux/magic.h. */
const nsfsMagic = 0x6e736673;

/** @returns whether the name holds a namespace: a killed `ip netns add` leaves an empty file. */
export async function networkExists(instance: Instance): Promise<boolean> {
  try {
    return (await statfs(instance.netnsPath)).type === nsfsMagic;
  } catch {
    return false;
  }
}

/**
 * Makes the network namespace with the node's address in it and no way out, or empties the one that is
 * there: programs that run inside it, such as the test run that asked for this, stay connected.
 */
export async function createNetwork(instance: Instance): Promise<void> {
  const { netns } = instance;
  if (await networkExists(instance)) {
    await emptyNetwork(instance);
  } else {
    await capture('ip', ['netns', 'delete', netns]).catch(() => undefined);
    await capture('ip', ['netns', 'add', netns]);
  }
  const batch = [
    'link set lo up',
    `link add ${addresses.nodeDevice} type bridge`,
    `link set ${addresses.nodeDevice} up`,
    `address add ${addresses.node}/24 dev ${addresses.nodeDevice}`,
    // kube-proxy catches these on their way; without a route they would be refused before.
    `route add ${addresses.serviceRange} dev ${addresses.nodeDevice}`,
  ];
  await capture('ip', ['-netns', netns, '-batch', '-'], { input: `${batch.join('\n')}\n` });
  const forward = 'net/ipv4/ip_forward';
  await inNetwork(instance, ['sh', '-c', `echo 1 > /proc/sys/${forward}`]);
}

/**
 * Removes the namespace's name; the kernel removes the rest with the last process inside. When it was the
 * last of the machine's names, the folder that `ip` mounts for them goes too.
 */
export async function removeNetwork(instance: Instance): Promise<void> {
  if (await networkExists(instance)) await emptyNetwork(instance);
  await capture('ip', ['netns', 'delete', instance.netns]).catch(async (error: unknown) => {
    if (await networkExists(instance)) throw error;
  });
  const folder = dirname(instance.netnsPath);
  // Each step fails, and changes nothing, as long as another name is there.
  await rmdir(folder).catch(async (error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EBUSY' || (await readdir(folder)).length > 0) return;
    await capture('umount', [folder]).catch(() => undefined);
    await rmdir(folder).catch(() => undefined);
  });
}

async function emptyNetwork(instance: Instance): Promise<void> {
  const links = JSON.parse(
    await capture('ip', ['-netns', instance.netns, '-json', 'link', 'show']),
  ) as readonly { readonly ifname: string }[];
  for (const { ifname } of links) {
    if (ifname === 'lo') continue;
    // A device that every namespace has (such as an unused tunnel's) cannot go, and does no harm.
    await capture('ip', ['-netns', instance.netns, 'link', 'delete', ifname]).catch(
      () => undefined,
    );
  }
  await inNetwork(instance, ['nft', 'flush', 'ruleset']);
}

function inNetwork(instance: Instance, command: readonly string[]): Promise<string> {
  return capture('nsenter', [`--net=${instance.netnsPath}`, '--', ...command]);
}
