import type { Aws } from './aws.ts';
import { isNotFound } from './errors.ts';

/** Asks CloudFormation to delete a stack, after removing its termination protection. A missing stack is no error. */
export async function requestStackDeletion(aws: Aws, name: string, signal: AbortSignal): Promise<void> {
  const client = await aws.cloudformation();
  try {
    await client.updateTerminationProtection(
      { StackName: name, EnableTerminationProtection: false },
      { abortSignal: signal },
    );
    await client.deleteStack({ StackName: name }, { abortSignal: signal });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
