// Administration: operations that a policy names `sealstead:...`.

import { send } from "./api.js";
import { session } from "./session.js";

const ACTIONS = {
  "GET accounts": "ListAccounts",
  "GET audit/search": "SearchAuditTrail",
  "GET audit/verify": "VerifyAuditTrail",
  "GET coverage": "GetCoverage",
  "GET explain": "ExplainRequest",
  "GET jobs": "ListJobs",
  "GET kms/impact": "GetKeyImpact",
  "GET kms/ledger": "GetKmsLedger",
  "GET metrics": "GetMetrics",
  "GET rewrap": "GetRewrapOrder",
  "GET service-control": "ListServiceControlPolicies",
  "POST kms/confirm-deletion": "ConfirmKeyDeletion",
  "POST rewrap/cancel": "CancelRewrapOrder",
  "POST rewrap/pause": "PauseRewrapOrder",
  "POST rewrap/resume": "ResumeRewrapOrder",
};

/** @param place method and path, such as `GET coverage` */
export async function admin(place, query = {}) {
  const [method, path] = place.split(" ");
  const response = await send({
    method,
    path: `/_sealstead/admin/${path}`,
    query: Object.entries(query).filter(([, value]) => value !== "" && value !== undefined),
    service: "sealstead",
    region: session().region,
    action: `sealstead:${ACTIONS[place]}`,
  });
  return response.json();
}
