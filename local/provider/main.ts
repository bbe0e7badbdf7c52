import { Server, ServerCredentials } from '@grpc/grpc-js';
import { ResourceProviderService } from '@pulumi/pulumi/proto/provider_grpc_pb';
import { announceOnce } from './announce';
import { GrpcEngineLog } from './engine';
import { KubernetesProvider } from './provider';
import { providerService } from './service';
import { providerEnvironment } from './settings';

/** States hold whole objects, which may be as large as etcd allows, many times over. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** How often to look whether the engine still lives, in ms. */
const ENGINE_CHECK_MS = 1000;

/** The protocol of a Pulumi plugin: the engine's address is the argument, the port goes to stdout. */
function main(): void {
  const engine = process.ppid;
  const address = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
  const provider = new KubernetesProvider(
    providerEnvironment(process.env),
    new GrpcEngineLog(address),
    () => announceOnce(engine),
  );
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  });
  server.addService(ResourceProviderService, providerService(provider));
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) {
      console.error(`the provider cannot listen on 127.0.0.1: ${error.message}`);
      process.exit(1);
    }
    console.log(port);
  });
  setInterval(() => {
    // The engine was killed: nobody is left to answer to.
    if (process.ppid !== engine) process.exit(0);
  }, ENGINE_CHECK_MS);
}

main();
