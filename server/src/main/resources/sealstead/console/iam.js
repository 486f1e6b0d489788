// IAM, as far as the console needs it.

import { iam } from "./api.js";
import { all, child, children, text } from "./xml.js";

/** A page of a list: its members, and the marker of the next. */
export async function page(action, list, parameters = {}, marker) {
  const answer = await iam(action, { MaxItems: "50", ...parameters, ...(marker ? { Marker: marker } : {}) });
  const result = answer.documentElement.firstElementChild;
  return {
    members: children(child(result, list), "member"),
    next: text(result, "IsTruncated") === "true" ? text(result, "Marker") : undefined,
  };
}

/** The kinds of those that policies can be attached to. */
export const KINDS = {
  user: { list: "ListUsers", of: "Users", name: "UserName", word: "User" },
  role: { list: "ListRoles", of: "Roles", name: "RoleName", word: "Role" },
  group: { list: "ListGroups", of: "Groups", name: "GroupName", word: "Group" },
};

export async function attached(kind, name) {
  const { word, name: parameter } = KINDS[kind];
  const { members } = await page(`ListAttached${word}Policies`, "AttachedPolicies", { [parameter]: name });
  return members.map((node) => ({ name: text(node, "PolicyName"), arn: text(node, "PolicyArn") }));
}

export async function inline(kind, name) {
  const { word, name: parameter } = KINDS[kind];
  const { members } = await page(`List${word}Policies`, "PolicyNames", { [parameter]: name });
  return Promise.all(
    members.map(async (node) => {
      const answer = await iam(`Get${word}Policy`, { [parameter]: name, PolicyName: node.textContent });
      return { name: node.textContent, document: decodeURIComponent(all(answer, "PolicyDocument")[0].textContent) };
    }),
  );
}

export async function attach(kind, name, arn) {
  await iam(`Attach${KINDS[kind].word}Policy`, { [KINDS[kind].name]: name, PolicyArn: arn });
}

export async function detach(kind, name, arn) {
  await iam(`Detach${KINDS[kind].word}Policy`, { [KINDS[kind].name]: name, PolicyArn: arn });
}

/** The document of a managed policy that is in force. */
export async function policyDocument(arn) {
  const policy = await iam("GetPolicy", { PolicyArn: arn });
  const version = all(policy, "DefaultVersionId")[0].textContent;
  const answer = await iam("GetPolicyVersion", { PolicyArn: arn, VersionId: version });
  return { version, document: decodeURIComponent(all(answer, "Document")[0].textContent) };
}
