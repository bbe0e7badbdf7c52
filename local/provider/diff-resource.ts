import { ANNOTATIONS, isOn } from './annotations';
import { fromState, toObject } from './checkpoint';
import { type Change, diffObjects } from './diff';
import { IDENTITY, forceNewPaths } from './force-new';
import type { JsonObject } from './json';
import {
  type KubeObject,
  isBuiltIn,
  kindOf,
  nameOf,
  namespaceOf,
  refOf,
  withNamespace,
} from './kube-object';
import { isAutonamed, isPatch } from './names';
import { contains, parsePath } from './property-path';
import { pruneLive, withoutReadOnly } from './prune';
import { asDeclared, withDataOnly } from './secret-data';
import type { Session } from './session';
import { assessJob } from './await/job';

/** The engine's question what an update would change. */
export interface DiffRequest {
  readonly urn: string;
  readonly olds: JsonObject;
  readonly news: JsonObject;
  readonly ignoreChanges: readonly string[];
}

/** The answer. */
export interface ResourceDiff {
  readonly changes: readonly Change[];
  /** Whether a new object is needed for another reason than one of the changes. */
  readonly replaceUnready: boolean;
  /** Whether the old object must go first, because the new one has the same name. */
  readonly deleteBeforeReplace: boolean;
}

/** Compares the last known live object, as far as the program manages it, with the new inputs. */
export async function diffResource(session: Session, request: DiffRequest): Promise<ResourceDiff> {
  const declared = toObject(request.news);
  const { inputs: oldInputs, live } = fromState(request.olds);
  let news = withDataOnly(withoutReadOnly(declared));
  let olds = pruneLive(live, withDataOnly(withoutReadOnly(oldInputs)));
  if (await session.isNamespaced(news)) {
    news = withNamespace(news, namespaceOf(news) || 'default');
    olds = withNamespace(olds, namespaceOf(olds) || 'default');
  } else {
    news = withNamespace(news, '');
    olds = withNamespace(olds, '');
  }
  const changes = diffObjects(olds, news, {
    forceNew: isPatch(request.urn, kindOf(news)) ? IDENTITY : forceNewPaths(news, session.options),
    builtIn: isBuiltIn(news),
  })
    .map((change) => asDeclared(change, declared, oldInputs))
    .filter((change) => !isIgnored(change, request.ignoreChanges));
  const replaceUnready = await isUnreadyJob(session, news, live);
  const replaces = replaceUnready || changes.some((change) => change.replace);
  return {
    changes,
    replaceUnready,
    deleteBeforeReplace:
      replaces &&
      nameOf(news) !== '' &&
      !isAutonamed(news) &&
      nameOf(news) === nameOf(live) &&
      namespaceOf(news) === (namespaceOf(live) || namespaceOf(olds)),
  };
}

function isIgnored(change: Change, ignoreChanges: readonly string[]): boolean {
  return ignoreChanges.some((ignored) => contains(parsePath(ignored), change.path));
}

/** `pulumi.com/replaceUnready` on a Job that is not complete: the next update starts a new one. */
async function isUnreadyJob(
  session: Session,
  news: KubeObject,
  live: KubeObject,
): Promise<boolean> {
  if (!isOn(news, ANNOTATIONS.replaceUnready) || kindOf(news) !== 'Job') return false;
  try {
    const current = await session.cluster.client.get(refOf(live), session.signal);
    return assessJob(current).state !== 'ready';
  } catch {
    // Without the live Job there is nothing to judge: the update itself says what is wrong.
    return false;
  }
}
