import { isPublicAddress } from './is-public-address.ts';

/** Where connections may go. */
export interface AddressRule {
  allowsAddress(address: string): boolean;
  allowsPort(port: number): boolean;
}

/** The rule of production: no setting leads to another. */
export const PUBLIC_INTERNET: AddressRule = {
  allowsAddress: isPublicAddress,
  allowsPort: (port) => port === 80 || port === 443,
};

/** Why an address is refused. It does not say which it is: a profile's reason can be read by everyone. */
export const NOT_PUBLIC = 'the host is not on the public internet';
