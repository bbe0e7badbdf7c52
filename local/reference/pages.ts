import { serviceJsonSchema } from '../../model/service/json-schema';
import { renderReference } from '../../model/service/reference';

/** A file that is made from the schema and committed. */
export interface GeneratedFile {
  /** From the project's folder. */
  readonly path: string;
  readonly text: string;
}

/** @returns everything that follows from the schema of the service file. */
export function generatedFiles(): GeneratedFile[] {
  return [
    {
      path: 'services/service.schema.json',
      text: `${JSON.stringify(serviceJsonSchema(), undefined, 2)}\n`,
    },
    { path: 'docs/service-file.md', text: renderReference() },
  ];
}
