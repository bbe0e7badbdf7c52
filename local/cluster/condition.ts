/** @returns true, or the reason and message of the condition in the object `json`. */
export function hasCondition(json: string, type: string): true | string {
  interface Condition {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
    readonly message?: string;
  }
  const object = JSON.parse(json) as { status?: { conditions?: readonly Condition[] } };
  const found = object.status?.conditions?.find((condition) => condition.type === type);
  if (found?.status === 'True') return true;
  return `not ${type}: ${found?.reason ?? 'no word yet'} ${found?.message ?? ''}`.trim();
}
