import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Compares what npm has installed, by npm's own record, with package-lock.json.
 *
 * @param {string} root - the checkout.
 * @returns {boolean} whether `npm ci` has nothing to do.
 */
export function areDependenciesCurrent(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  return isSameTree(readPackages(join(root, 'package-lock.json')), readPackages(record));
}

/**
 * @param {Record<string, import('./dependencies.mjs').LockedPackage>} wanted
 * @param {Record<string, import('./dependencies.mjs').LockedPackage>} installed
 */
export function isSameTree(wanted, installed) {
  const isInstalled = ([path, { version, optional, devOptional }]) => {
    const there = installed[path];
    // Optional packages are left out on the platforms that they are not for.
    if (there === undefined) return path === '' || optional === true || devOptional === true;
    return there.version === version;
  };
  return (
    Object.entries(wanted).every(isInstalled) &&
    Object.keys(installed).every((path) => wanted[path] !== undefined)
  );
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
