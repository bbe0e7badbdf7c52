import { join } from 'node:path';
import { PolicyPack } from '@pulumi/policy';
import * as pulumi from '@pulumi/pulumi';
import { readChange } from './facts';
import { lastUpdateOf, readLastUpdate } from './last-update';
import { policyOf, type Sources } from './policies';
import { at } from './resource';
import { RULES } from './rules/rules';
import { readVerdict } from './stored';

const stack = pulumi.getStack();

const config = pulumi.runtime.allConfig();
const change = readChange({ stack, config, root: join(__dirname, '..'), now: new Date() });
const place = {
  context: config['kubernetes:context'] ?? '',
  namespace: config['cutover:namespace'] || (change.service?.name ?? ''),
};
let stored: ReturnType<typeof readVerdict> | undefined;

const sources: Sources = {
  change,
  stored: (whole) => (stored ??= readVerdict(whole, place)),
  last: readLastUpdate([pulumi.getOrganization(), pulumi.getProject(), stack].join('/')),
  lastFrom: (resources) => {
    const traffic = resources.find(({ type }) => type === 'cutover:index:Traffic');
    return lastUpdateOf(at(traffic?.props, 'last'));
  },
};

new PolicyPack('cutover', { policies: RULES.map((rule) => policyOf(rule, sources)) });
