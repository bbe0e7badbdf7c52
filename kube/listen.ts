import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Starts to listen on all addresses.
 *
 * @param port - 0 takes any free one.
 * @returns the port.
 */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
