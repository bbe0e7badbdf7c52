/** What to do where the CLI is missing. */
export const NO_PULUMI =
  'there is no pulumi on the PATH; install it (https://www.pulumi.com/docs/install), or here: eval "$(npm run -s cluster -- env)"';

/** @returns the first error that Pulumi tells, without its prefix. */
export function firstError(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const told = lines.find((line) => line.startsWith('error: ')) ?? lines.find(Boolean);
  return told?.replace(/^error: /, '') ?? 'pulumi told no reason';
}
