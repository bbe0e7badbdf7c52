import type { Command } from '@commander-js/extra-typings';

/** @returns a command with the options by which every one is told its target. */
export function targeted(program: Command, name: string, description: string) {
  return program
    .command(name)
    .description(description)
    .option('-s, --stack <name>', 'take service, namespace and context from Pulumi.<name>.yaml')
    .option('--service <name>', 'the migrating service; overrides the stack file')
    .option('--namespace <name>', 'by default the name of the service')
    .option('--context <name>', 'context of the kubeconfig')
    .option('--kubeconfig <file>', 'by default KUBECONFIG, then ~/.kube/config')
    .option('--json', 'print JSON');
}
