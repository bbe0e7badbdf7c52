/**
 * The URL of a Pulumi file backend.
 *
 * Without the files of metadata that go-cloud writes beside each file, since it does not write those in one piece: a
 * CLI that is killed just then leaves an empty one, and no later command can read the stack ("failed to load checkpoint:
 * EOF"; seen once in 22 kills). The state itself is written beside its place and renamed.
 *
 * @param folder - absolute path.
 */
export function fileBackend(folder: string): string {
  return `file://${folder}?metadata=skip`;
}
