import { join } from 'node:path';
import { PolicyPack } from '@pulumi/policy';
import * as pulumi from '@pulumi/pulumi';
import { readChange } from './facts';
import { lastUpdateOf, readLastUpdate } from './last-update';
import { policyOf, type Sources } from './policies';
import { at } from './resource';
import { RULES } from './rules/rules';

const stack = pulumi.getStack();

const sources: Sources = {
  change: readChange({
    stack,
    config: pulumi.runtime.allConfig(),
    root: join(__dirname, '..'),
    now: new Date(),
  }),
  last: readLastUpdate([pulumi.getOrganization(), pulumi.getProject(), stack].join('/')),
  lastFrom: (resources) => {
    const traffic = resources.find(({ type }) => type === 'cutover:index:Traffic');
    return lastUpdateOf(at(traffic?.props, 'last'));
  },
};

new PolicyPack('cutover', { policies: RULES.map((rule) => policyOf(rule, sources)) });
