/** Something that can be installed already, downloaded from Pulumi, or made here. */
export interface Source<T> {
  /** @returns what is installed and new enough. */
  installed(): Promise<T | undefined>;
  /** @returns what Pulumi's own download gave; undefined when it refused or did not answer. */
  downloaded(): Promise<T | undefined>;
  /** Makes it from what the package registries have. */
  made(): Promise<T>;
}

export interface Selected<T> {
  readonly way: 'installed' | 'downloaded' | 'made';
  readonly value: T;
}

/**
 * The one order for Pulumi's programs: a user's own installation is never bypassed, an official
 * download is preferred to anything made here, and nothing later is tried once one way has worked.
 */
export async function selectSource<T>(source: Source<T>): Promise<Selected<T>> {
  const installed = await source.installed();
  if (installed !== undefined) return { way: 'installed', value: installed };
  const downloaded = await source.downloaded();
  if (downloaded !== undefined) return { way: 'downloaded', value: downloaded };
  return { way: 'made', value: await source.made() };
}
