/** A package as npm's lock files name it, by its path below the checkout. */
export interface LockedPackage {
  readonly version?: string;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

export function areDependenciesCurrent(root: string): boolean;

export function isSameTree(
  wanted: Readonly<Record<string, LockedPackage>>,
  installed: Readonly<Record<string, LockedPackage>>,
): boolean;
