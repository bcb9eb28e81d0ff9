export type { AwsAnswer, AwsFault } from './awsAnswer';
export type { AwsOperation, AwsRequest } from './awsRequest';
export {
  startLocalAccount,
  type LocalAccount,
  type SeededAccount,
} from './localAccount';
export {
  startRecordingEndpoint,
  type AwsCall,
  type InterceptedCall,
  type Interceptor,
  type RecordingEndpoint,
} from './recordingEndpoint';
