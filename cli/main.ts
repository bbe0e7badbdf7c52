import { GitCli } from './git/git-cli';
import { Interruption } from './interruption';
import { KubeCluster } from './kube-cluster';
import { loadKubeconfig } from './kubeconfig';
import { processOutput } from './output';
import { runProgram } from './program';
import { PulumiCli } from './pulumi/pulumi-cli';
import { drawChart } from './report/draw-chart';
import { readSettings } from './settings';
import { terminalQuestions } from './terminal-questions';

async function main(): Promise<void> {
  const settings = readSettings();
  const interruption = new Interruption({
    terminal: process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY,
    // Only `status --watch` ends by itself; everything else is ended here.
    end: () => setTimeout(() => process.exit(130), 300).unref(),
  });
  process.on('SIGINT', () => {
    interruption.interrupt('SIGINT');
  });
  process.on('SIGTERM', () => {
    interruption.interrupt('SIGTERM');
  });
  const code = await runProgram(process.argv.slice(2), {
    connect: (target) => new KubeCluster(loadKubeconfig(target, settings.kubeconfig), target),
    pulumi: (where) => new PulumiCli(where, process.env),
    draw: drawChart,
    git: (folder) => new GitCli(folder),
    output: processOutput(settings.noColor),
    questions: process.stdin.isTTY && process.stderr.isTTY ? terminalQuestions : undefined,
    user: settings.user,
    folder: settings.folder,
    now: () => new Date(),
    signal: interruption.signal,
    uninterrupted: (work) => interruption.during(work),
  });
  // Watches may still hold a connection open.
  process.exit(code);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
