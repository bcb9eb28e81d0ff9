import {
  DescribeKeyCommand,
  KMSClient,
  SignCommand,
  SigningAlgorithmSpec,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { AwsService, RequestLog, unlessAbsent } from '../aws/awsCall';
import { witnessClient, WitnessPlace } from './witnessClient';

/** An asymmetric KMS key that signs. */
export interface SigningKeyPlace extends WitnessPlace {
  keyArn: string;
}

/**
 * Each key offers at most one of them, except RSA keys, which offer the last (KMS
 * Developer Guide, "Key spec reference").
 */
const ALGORITHMS: SigningAlgorithmSpec[] = [
  'ECDSA_SHA_256',
  'ECDSA_SHA_384',
  'ECDSA_SHA_512',
  'RSASSA_PSS_SHA_256',
];

/** A signature, with what is needed to verify it elsewhere. */
export interface Signature {
  /** As KMS names it. */
  algorithm: SigningAlgorithmSpec;
  /** In Base64. */
  signature: string;
}

/** Signs with a key that nobody can export from KMS. */
export class SigningKey {
  private readonly client: KMSClient;

  /** @param config - the whole, for its section `aws` */
  constructor(config: Config, private readonly place: SigningKeyPlace) {
    this.client = new KMSClient(witnessClient(config, place));
  }

  /** @throws InputError if the key can't sign; AwsOperationError */
  async sign(message: string, signal: AbortSignal): Promise<Signature> {
    const algorithm = await this.algorithm(signal);
    const answer = await this.kms(signal).read(
      new SignCommand({
        KeyId: this.place.keyArn,
        Message: Buffer.from(message),
        MessageType: 'RAW',
        SigningAlgorithm: algorithm,
      }),
    );
    return {
      algorithm,
      signature: Buffer.from(answer.Signature ?? []).toString('base64'),
    };
  }

  /**
   * Whether the key made a signature.
   *
   * @param signature - in Base64
   * @throws InputError if the key can't sign; AwsOperationError
   */
  async verifies(
    message: string,
    signature: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const bytes = Buffer.from(signature, 'base64');
    if (bytes.length === 0) {
      return false;
    }
    const algorithm = await this.algorithm(signal);
    const answer = await unlessAbsent(
      this.kms(signal).read(
        new VerifyCommand({
          KeyId: this.place.keyArn,
          Message: Buffer.from(message),
          MessageType: 'RAW',
          Signature: bytes,
          SigningAlgorithm: algorithm,
        }),
      ),
      // KMS's error for a signature that isn't the key's.
      'KMSInvalidSignatureException',
    );
    return answer?.SignatureValid === true;
  }

  private async algorithm(signal: AbortSignal): Promise<SigningAlgorithmSpec> {
    const { keyArn } = this.place;
    const { KeyMetadata: key } = await this.kms(signal).read(
      new DescribeKeyCommand({ KeyId: keyArn }),
    );
    const algorithm = ALGORITHMS.find(one =>
      key?.SigningAlgorithms?.includes(one),
    );
    if (key?.KeyUsage !== 'SIGN_VERIFY' || !algorithm) {
      throw new InputError(
        `Key ${keyArn} can't sign: its usage is ${key?.KeyUsage} and its spec ${key?.KeySpec}. Choose an asymmetric key whose usage is SIGN_VERIFY, for example of the spec ECC_NIST_P256.`,
      );
    }
    return algorithm;
  }

  private kms(signal: AbortSignal) {
    return new AwsService(this.client, { signal, requests: new RequestLog() });
  }
}
