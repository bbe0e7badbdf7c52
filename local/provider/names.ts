import { createHash, randomBytes } from 'node:crypto';
import { isUnknown } from './secrets';
import { at, withValue } from './json';
import { type Gvk, type KubeObject, annotationOf, nameOf } from './kube-object';

/** Marks an object whose name was made by the provider. */
const AUTONAMED = 'pulumi.com/autonamed';

/** The longest name that any kind may have (RFC 1123 subdomain). */
const MAX_NAME = 253;

/** What the engine says about names in `pulumi:autonaming` configuration. */
export interface Autonaming {
  readonly mode: 'propose' | 'enforce' | 'disable';
  readonly proposedName: string;
}

/** `urn:pulumi:stack::project::parent$type::name`: the resource's own type, such as
 * `kubernetes:core/v1:ConfigMap`. */
export function typeOf(urn: string): string {
  const qualified = urn.split('::')[2] ?? '';
  return qualified.slice(qualified.lastIndexOf('$') + 1);
}

/** The logical name, which is all that follows the third `::`. */
export function logicalName(urn: string): string {
  return urn.split('::').slice(3).join('::');
}

/** The kind that the type token names: `ConfigMapPatch` for a patch of a `ConfigMap`. */
export function tokenKind(urn: string): string {
  return typeOf(urn).split(':')[2] ?? '';
}

/**
 * @returns the group, version and kind of the objects that a resource type stands for.
 * @throws Error for types that the stand-in does not do (Helm releases, YAML and chart components).
 */
export function gvkOfUrn(urn: string): Gvk {
  const type = typeOf(urn);
  const [, module = '', kind = ''] = type.split(':');
  const slash = module.lastIndexOf('/');
  const group = module.slice(0, slash);
  if (slash < 0 || kind === '' || group.startsWith('helm.sh')) {
    throw new Error(
      `'${type}' is not done by this stand-in of the Kubernetes provider, which handles plain ` +
        'Kubernetes objects; install the official one: `pulumi plugin install resource kubernetes`',
    );
  }
  return { group: group === 'core' ? '' : group, version: module.slice(slash + 1), kind };
}

/** Whether the resource changes some fields of an object that it does not own. */
export function isPatch(urn: string, kind: string): boolean {
  const token = tokenKind(urn);
  return token.endsWith('Patch') && token !== kind;
}

export function isAutonamed(object: KubeObject): boolean {
  return annotationOf(object, AUTONAMED) === 'true';
}

function named(object: KubeObject, name: string): KubeObject {
  const renamed = withValue(object, ['metadata', 'name'], name);
  return withValue(renamed, ['metadata', 'annotations', AUTONAMED], 'true');
}

/** Eight hex digits, the same ones for the same seed. */
function suffix(seed: Uint8Array): string {
  const bytes = seed.length === 0 ? randomBytes(4) : createHash('sha256').update(seed).digest();
  return bytes.subarray(0, 4).toString('hex');
}

/**
 * @returns the object with a name: its own, or `<logical name>-<8 hex digits>` and the annotation
 * that says so.
 * @throws Error where configuration forbids made-up names.
 */
export function assignName(
  object: KubeObject,
  urn: string,
  seed: Uint8Array,
  autonaming?: Autonaming,
): KubeObject {
  const declared = at(object, 'metadata', 'name');
  if (nameOf(object) !== '' || isUnknown(declared)) return object;
  if (at(object, 'metadata', 'generateName') !== undefined) {
    throw new Error(
      "'metadata.generateName' is not supported with server-side apply; leave it out to have a name made",
    );
  }
  if (autonaming?.mode === 'disable') {
    throw new Error("'metadata.name' must be set, because pulumi:autonaming is disabled");
  }
  if (autonaming !== undefined) return named(object, autonaming.proposedName);
  const tail = `-${suffix(seed)}`;
  const base = logicalName(urn).slice(0, MAX_NAME - tail.length);
  return named(object, base + tail);
}

/** Keeps the made-up name of the object as it was, where the program still gives none. */
export function adoptName(object: KubeObject, old: KubeObject): KubeObject {
  const declared = at(object, 'metadata', 'name');
  if (declared !== undefined || !isAutonamed(old)) return object;
  return named(object, nameOf(old));
}
