import type { Command } from '@commander-js/extra-typings';
import { considerRaise } from '../advance/consider-raise';
import type { ClusterPort } from '../cluster-port';
import type { CommandParts } from '../command-parts';
import { CommandFailure, EXIT } from '../failure';
import { toJson } from '../output';
import { findServiceSource, requireService } from '../service-source';
import { StackShareFile } from '../stack-share-file';
import type { CommandTarget, TargetOptions } from '../target';
import { targeted } from '../targeted';
import { watchView } from '../watch-view';
import { gatesExit, gatesView, type GatesView } from './gates-view';
import { renderGates } from './render-gates';

/** Adds `cutover gates`. */
export function addGates(
  program: Command,
  { output, folder, pulumi, now, signal, exit }: CommandParts,
  where: (options: TargetOptions) => readonly [ClusterPort, CommandTarget],
): void {
  targeted(program, 'gates', 'what the gates found, and what the next step needs')
    .option('-w, --watch', 'show it anew at every change, until Ctrl-C')
    .action(async ({ watch, json, ...options }) => {
      const { stack } = options;
      if (stack === undefined)
        throw new CommandFailure(EXIT.usage, 'no stack named: give --stack NAME');
      const service = requireService(findServiceSource(options, folder));
      const [cluster, target] = where(options);
      const read = async (): Promise<GatesView> => {
        const file = StackShareFile.read(stack, folder);
        const port = pulumi({ stack, folder: file.folder });
        const world = { cluster, target, service, file, pulumi: port, now: now() };
        const considered = await considerRaise(stack, undefined, world);
        return gatesView(considered, { service, stack, share: file.share, now: world.now });
      };
      const show = (view: GatesView): void => {
        if (json) output.result(watch ? JSON.stringify(view) : toJson(view));
        else if (watch && output.terminal) output.screen(renderGates(view, output.colors));
        else output.result(renderGates(view, output.colors));
      };
      if (!watch) {
        const view = await read();
        show(view);
        exit(gatesExit(view));
        return;
      }
      const subjects = ['traffic', 'hold', 'verdict', 'workloads'] as const;
      const trouble = (message: string): void => {
        output.error(`cutover: ${message}`);
      };
      await watchView(cluster, { subjects, read, show, trouble, textOf }, signal);
    });
}

/** Time alone changes nothing that is worth a line. */
function textOf(view: GatesView): string {
  return JSON.stringify({ ...view, ageSeconds: 0, soak: view.soak.until });
}
