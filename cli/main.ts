import { KubeCluster } from './kube-cluster';
import { loadKubeconfig } from './kubeconfig';
import { processOutput } from './output';
import { runProgram } from './program';
import { PulumiCli } from './pulumi/pulumi-cli';
import { readSettings } from './settings';
import { terminalQuestions } from './terminal-questions';

async function main(): Promise<void> {
  const settings = readSettings();
  const interrupted = new AbortController();
  process.once('SIGINT', () => {
    interrupted.abort();
    // Only `status --watch` ends by itself; everything else is ended here, the second Ctrl-C everything.
    setTimeout(() => process.exit(130), 300).unref();
  });
  const code = await runProgram(process.argv.slice(2), {
    connect: (target) => new KubeCluster(loadKubeconfig(target, settings.kubeconfig), target),
    pulumi: (where) => new PulumiCli(where),
    output: processOutput(settings.noColor),
    questions: process.stdin.isTTY && process.stderr.isTTY ? terminalQuestions : undefined,
    user: settings.user,
    folder: settings.folder,
    now: () => new Date(),
    signal: interrupted.signal,
  });
  // Watches may still hold a connection open.
  process.exit(code);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
