// @ts-check
import {
  CreateOpenIDConnectProviderCommand,
  CreateSAMLProviderCommand,
} from '@aws-sdk/client-iam';

const samlMetadata = `<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.org/saml">
  <IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor use="signing">
      <KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">
        <X509Data>
          <X509Certificate>${'A'.repeat(512)}</X509Certificate>
        </X509Data>
      </KeyInfo>
    </KeyDescriptor>
    <NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</NameIDFormat>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.org/saml/sso"/>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.org/saml/sso"/>
  </IDPSSODescriptor>
</EntityDescriptor>
`;

/**
 * Identity providers: the company's SAML one, and GitHub for pipelines.
 *
 * @param {import('@aws-sdk/client-iam').IAMClient} iam
 * @returns ARNs by name
 */
export async function seedFederation(iam) {
  const [{ SAMLProviderArn: saml }, { OpenIDConnectProviderArn: github }] =
    await Promise.all([
      iam.send(
        new CreateSAMLProviderCommand({
          Name: 'company-idp',
          SAMLMetadataDocument: samlMetadata,
        }),
      ),
      iam.send(
        new CreateOpenIDConnectProviderCommand({
          Url: 'https://token.actions.githubusercontent.com',
          ClientIDList: ['sts.amazonaws.com'],
          ThumbprintList: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
        }),
      ),
    ]);
  if (!saml || !github) {
    throw new Error('An identity provider was created without an ARN');
  }
  return {
    'company-idp': saml,
    'token.actions.githubusercontent.com': github,
  };
}
