import { type Json, isArray, objectsAt, textAt } from '../json';
import { type JsonPath, parseJsonPath } from '../json-path';
import type { KubeObject } from '../kube-object';
import { READY, type Readiness, type ReadinessRule, waiting } from './readiness';

/** One condition of a `pulumi.com/waitFor` annotation. */
type Condition = (live: KubeObject) => Readiness;

/** The official provider's default for objects that it has no rule for, in seconds. */
const DEFAULT_TIMEOUT_SECONDS = 600;

/**
 * Reads the annotation `pulumi.com/waitFor`: `jsonpath={.path}=value`, `jsonpath={.path}` (exists),
 * `condition=Type` or `condition=Type=Status`, or a JSON list of these, all of which must hold.
 *
 * @throws Error naming the expression that cannot be read.
 */
export function waitForRule(annotation: string): ReadinessRule {
  const conditions = expressions(annotation).map(parseCondition);
  if (conditions.length === 0) throw new Error('at least one condition must be specified');
  return {
    timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
    assess: (live) =>
      conditions.map((condition) => condition(live)).find((one) => one.state !== 'ready') ?? READY,
  };
}

function expressions(annotation: string): readonly string[] {
  if (!annotation.trimStart().startsWith('[')) return [annotation];
  const list = JSON.parse(annotation) as Json;
  if (isArray(list)) {
    const texts = list.filter((item) => typeof item === 'string');
    if (texts.length === list.length) return texts;
  }
  throw new Error(`'pulumi.com/waitFor' (${annotation}) must be a text or a JSON list of texts`);
}

function parseCondition(expression: string): Condition {
  if (expression.startsWith('jsonpath='))
    return pathCondition(expression.slice('jsonpath='.length));
  if (expression.startsWith('condition=')) {
    return statusCondition(expression.slice('condition='.length));
  }
  throw new Error(`expected a "jsonpath=" or "condition=" prefix, got "${expression}"`);
}

function pathCondition(text: string): Condition {
  const { path, value } = splitPath(text);
  const select: JsonPath = parseJsonPath(path);
  const wanted = value === undefined ? `{${path}}` : `{${path}}=${value}`;
  return (live) => {
    const [found] = select(live);
    if (found === undefined) return waiting(`Waiting for ${wanted}: nothing there yet`);
    if (value === undefined) return READY;
    if (typeof found === 'object' && found !== null) {
      throw new Error(`"{${path}}" has a non-primitive value (${JSON.stringify(found)})`);
    }
    return String(found) === value ? READY : waiting(`Waiting for ${wanted} (found "${found}")`);
  };
}

/** Takes `{path}` and `{path}=value` apart; braces and `=` inside quotes belong to the path. */
function splitPath(text: string): { path: string; value: string | undefined } {
  const match = /^\{((?:[^{}'"]|'[^']*'|"[^"]*")*)\}(?:=(.*))?$/s.exec(text);
  const path = match?.[1]?.trim();
  if (path === undefined) {
    throw new Error(`"${text}" must have the form {.path}=value or {.path}`);
  }
  const value = match?.[2];
  if (value === '') throw new Error(`"${text}" requires a value after "="`);
  if (value?.includes('=') === true || value?.startsWith('{') === true) {
    throw new Error(`"${text}" must compare with a plain value without "="`);
  }
  return { path, value };
}

function statusCondition(text: string): Condition {
  const [type = '', status = 'True'] = text.split('=', 2);
  if (type === '') throw new Error('"condition=" requires a type');
  return (live) => {
    const found = objectsAt(live, 'status', 'conditions').find(
      (condition) => textAt(condition, 'type').toLowerCase() === type.toLowerCase(),
    );
    if (found === undefined) return waiting(`Waiting for condition ${type} to be ${status}`);
    const actual = textAt(found, 'status');
    if (actual.toLowerCase() === status.toLowerCase()) return READY;
    const why = [textAt(found, 'reason'), textAt(found, 'message')].filter((part) => part !== '');
    return waiting(
      `Waiting for condition ${type} to be ${status} (is ${actual}: ${why.join(', ')})`,
    );
  };
}
