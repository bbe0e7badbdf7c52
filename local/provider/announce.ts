import { createServer } from 'node:net';

/**
 * One engine starts one provider process for each provider of a program. The first that binds the
 * name (an abstract socket, which leaves no file and ends with its process) speaks for all.
 *
 * @param engine - process id of the engine.
 */
export function announceOnce(engine: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(`\0cutover-provider-${engine}`, () => {
      server.unref();
      resolve(true);
    });
  });
}
