// A client that signs by SigV4A for all regions, with whichever implementation is loaded.
import { S3Client } from "@aws-sdk/client-s3";

// With an endpoint of its own the client's rules offer SigV4 alone, so that they are told to offer the other.
const sigv4a = {
  schemeId: "aws.auth#sigv4a",
  signingProperties: { name: "s3", region: "*", signingRegionSet: ["*"] },
  propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
};

/** The client, and the names of the signatures that it made. */
export function everywhere() {
  const signatures = new Set();
  const client = new S3Client({ httpAuthSchemeProvider: () => [sigv4a], sigv4aSigningRegionSet: ["*"] });
  client.middlewareStack.add(
    (next) => (args) => {
      // the Common Runtime writes its headers' names with capitals
      const { authorization, Authorization } = args.request.headers;
      signatures.add((authorization ?? Authorization).split(" ")[0]);
      return next(args);
    },
    { step: "finalizeRequest", priority: "low" },
  );
  return { client, signatures };
}
