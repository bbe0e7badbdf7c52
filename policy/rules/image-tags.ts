import { isProduction, productionStacks, type ProductionConfig } from '../production';
import { containerField, podsOf } from '../pods';
import { textAt } from '../resource';
import type { Rule } from '../rule';

interface Config extends ProductionConfig {
  readonly digestOnly: boolean;
}

export const imageTags: Rule<Config> = {
  name: 'image-tags',
  description: 'In production every image has a digest or the tag of one version.',
  reason:
    'Under a tag that moves, two pods of one version can run different code, and a rollback too.',
  enforcementLevel: 'mandatory',
  configSchema: {
    properties: {
      productionStacks,
      digestOnly: {
        type: 'boolean',
        default: false,
        description: 'Whether only digests are taken, and no tags.',
      },
    },
  },
  resource(resource, config, change) {
    if (!isProduction(change, config)) return [];
    return (podsOf(resource)?.containers ?? []).flatMap((container) => {
      const image = textAt(container.spec, 'image');
      if (image === undefined || isFixed(image, config)) return [];
      return [
        {
          field: containerField(container, 'image'),
          got: JSON.stringify(image),
          rule: config.digestOnly
            ? 'have a digest'
            : 'have a digest or the tag of one version, such as v1.2',
          mend: 'name the image by what was tested',
        },
      ];
    });
  },
};

const DIGEST = /@sha256:[0-9a-f]{64}$/;

/** Tags that look as if they were given once: two numbers at least, a date, or a commit. */
const FIXED_TAGS = [
  /^v?\d+(\.\d+)+([-+_.][0-9A-Za-z][-+_.0-9A-Za-z]*)?$/,
  /^([a-z]+[-_.])?\d{4}[-_.]?\d{2}[-_.]?\d{2}([-_.][-_.0-9A-Za-z]+)?$/,
  /^([a-z]+-)?(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}$/,
];

/** Words that say that a tag moves, wherever they stand in it. */
const FLOATING =
  /(^|[-_.])(latest|stable|edge|nightly|snapshot|main|master|develop|dev|next|canary|current|lts|x)($|[-_.])/i;

function isFixed(image: string, { digestOnly }: Config): boolean {
  if (DIGEST.test(image)) return true;
  if (digestOnly || image.includes('@')) return false;
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  if (tag === undefined || FLOATING.test(tag)) return false;
  return FIXED_TAGS.some((pattern) => pattern.test(tag));
}
