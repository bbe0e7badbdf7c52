import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { ErrorResourceInitFailed } from '@pulumi/pulumi/proto/provider_pb';
import { Status } from '@pulumi/pulumi/proto/status_pb';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { PartialError } from './failures';
import { toStruct } from './struct';

/**
 * The error as the engine understands it. A `PartialError` carries the resource's state, which the
 * engine records, so that the next update goes on from there.
 */
export function rpcError(error: unknown): Partial<ServiceError> {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof PartialError)) return { code: status.UNKNOWN, details: message };
  const detail = new ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setProperties(toStruct(error.state));
  detail.setReasonsList([message, ...error.reasons]);
  if (error.inputs !== undefined) detail.setInputs(toStruct(error.inputs));
  const packed = new Any();
  packed.pack(detail.serializeBinary(), 'pulumirpc.ErrorResourceInitFailed');
  const rich = new Status();
  rich.setCode(status.UNKNOWN);
  rich.setMessage(message);
  rich.addDetails(packed);
  // The key under which every gRPC implementation looks for structured details.
  const metadata = new Metadata();
  metadata.add('grpc-status-details-bin', Buffer.from(rich.serializeBinary()));
  return { code: status.UNKNOWN, details: message, metadata };
}
