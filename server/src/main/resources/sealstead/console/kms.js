// KMS keys by the names that people give them.

import { kms } from "./api.js";

const MAX_NAMES = 200;

/** Aliases by the id of their key, of a few hundred at most. */
export async function aliases() {
  const found = new Map();
  let marker;
  for (let page = 0; page < 4; page += 1) {
    const answer = await kms("ListAliases", { Limit: 100, ...(marker ? { Marker: marker } : {}) });
    for (const alias of answer.Aliases) {
      if (alias.TargetKeyId) {
        found.set(alias.TargetKeyId, [...(found.get(alias.TargetKeyId) ?? []), alias.AliasName]);
      }
    }
    if (!answer.Truncated) {
      break;
    }
    marker = answer.NextMarker;
  }
  return found;
}

/** Names that can be proposed where a key is to be named. */
export async function keyNames() {
  const named = await aliases();
  const names = [];
  for (const [id, all] of named) {
    names.push(...all.map((name) => ({ name, shown: `${name} (${id})` })));
  }
  const { Keys: keys } = await kms("ListKeys", { Limit: 100 });
  names.push(...keys.map((key) => ({ name: key.KeyArn, shown: named.get(key.KeyId)?.[0] ?? key.KeyId })));
  return names.slice(0, MAX_NAMES);
}

/** Whether there is a key of that name; where that may not be known, it is not denied. */
export async function isKnown(name) {
  try {
    await kms("DescribeKey", { KeyId: name });
    return true;
  } catch (failed) {
    return failed.code !== "NotFoundException";
  }
}

/** The ARN of the key of that name. */
export async function arnOf(name) {
  return (await kms("DescribeKey", { KeyId: name })).KeyMetadata.Arn;
}
