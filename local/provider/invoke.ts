import { parseAllDocuments } from 'yaml';
import { type Json, type JsonObject, isArray, isObject, objectsAt, textAt } from './json';
import { namespaceOf, withNamespace } from './kube-object';

/**
 * Answers the functions that programs can call: only `yaml:decode`, on which the SDK's own YAML
 * resources build. Helm and Kustomize need the official provider.
 *
 * @throws Error for every other function.
 */
export function invoke(token: string, args: JsonObject): JsonObject {
  if (token === 'kubernetes:yaml:decode') {
    const defaultNamespace = textAt(args, 'defaultNamespace');
    const objects = decodeYaml(textAt(args, 'text')).map((object) =>
      defaultNamespace === '' || namespaceOf(object) !== ''
        ? object
        : withNamespace(object, defaultNamespace),
    );
    return { result: objects };
  }
  throw new Error(
    `'${token}' is not done by this stand-in of the Kubernetes provider; install the official one: ` +
      '`pulumi plugin install resource kubernetes`',
  );
}

/**
 * @returns the Kubernetes objects of a text of YAML documents, lists taken apart.
 * @throws Error with line and column where the text is no YAML.
 */
export function decodeYaml(text: string): JsonObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(error.message, { cause: error });
    return objectsIn(document.toJS() as Json);
  });
}

function objectsIn(value: Json): JsonObject[] {
  if (isArray(value)) return value.flatMap(objectsIn);
  if (!isObject(value)) return [];
  if (textAt(value, 'kind').endsWith('List')) return objectsAt(value, 'items').flatMap(objectsIn);
  return [value];
}
