// What the verifier says, in Chinese and English: [zh, en].

/** Steps by name, in the order in which they are taken. */
export const STEPS = {
  format: ["文件格式", "format"],
  times: ["公布、揭示和信标的先后", "order of publication, reveal and beacon"],
  signatures: ["各成员的签名", "the members' signatures"],
  reveal: ["一次性码、随机数和公共信标", "code, random values and public beacon"],
  lists: ["名录、需求和人员就是封存的那些", "the lists are the frozen ones"],
  sorted: ["名录按序且无重复", "the lists are in order, nothing twice"],
  inclusion: ["该对象在封存的名录中", "the entity is in the frozen register"],
  register: ["名录条数与登记总数", "count of the register"],
  key: ["抽取密钥和号码", "key and numbers of the draw"],
  quotas: ["每一层的名额", "the quota of every stratum"],
  order: ["抽中的正是号码最小的", "the chosen are those with the smallest numbers"],
  visits: ["合并上门", "joint visits"],
  teams: ["检查人员的抽取和回避", "teams and recusals"],
  figures: ["公布的统计数", "published figures"],
  certificate: ["证书摘要", "digest of the certificate"],
};

export const PACK_STEPS = Object.keys(STEPS).filter((name) => name !== "inclusion");

const RELOAD = ["请重新下载公布的原始文件再核验", "download the published file again and verify that"];
const PUBLISHER = ["请保存此文件,并要求公布单位说明或更正", "keep this file and ask the publisher to explain or correct it"];
const OTHER_BROWSER = [
  "请换用较新的浏览器,通过 https 打开本页,或用本页所列的命令核验",
  "use a newer browser over https, or the command shown on this page",
];

/** Codes of docs/draw.md section 8 and of this browser: what is wrong, and what to do. */
export const CODES = {
  "format.invalid": [["不是公布格式的文件", "this is not in the published format"], RELOAD],
  "format.suite": [["文件使用了未知的哈希算法", "the file names an unknown hash"], RELOAD],
  "manifest.times": [["公布时间不早于揭示截止时间", "publication is not before the reveal deadline"], PUBLISHER],
  "beacon.too-early": [["所指定的信标轮次在截止之前就已知道", "a named beacon round was known before the deadline"], PUBLISHER],
  "signature.invalid": [["有一个签名不成立", "a signature does not hold"], PUBLISHER],
  "signature.no-lead": [["没有牵头部门的签名", "the lead has not signed"], PUBLISHER],
  "signature.no-participant": [["没有任何参与部门的签名", "no participant has signed"], PUBLISHER],
  "code.chain": [["一次性码不是事先承诺的那个", "the code is not the one committed to"], PUBLISHER],
  "nonce.members": [["揭示随机数的成员与清单不一致", "the reveals do not list the members of the manifest"], PUBLISHER],
  "nonce.commitment": [["有成员揭示的随机数与其承诺不符", "a member's random value is not the one committed to"], PUBLISHER],
  "beacon.not-named": [["使用了清单没有指定的信标", "the manifest names no such beacon"], PUBLISHER],
  "beacon.signature": [["公共信标的签名不成立", "the public beacon's signature does not hold"], PUBLISHER],
  "root.frame": [["检查对象名录不是封存的那一份", "the register is not the frozen one"], PUBLISHER],
  "root.demands": [["抽查需求不是封存的那一份", "the demands are not the frozen ones"], PUBLISHER],
  "root.inspectors": [["执法人员名录不是封存的那一份", "the inspectors are not the frozen ones"], PUBLISHER],
  "frame.order": [["检查对象未按序排列或有重复", "the register is not in order, or lists something twice"], PUBLISHER],
  "inspectors.order": [["执法人员未按序排列或有重复", "the inspectors are not in order, or listed twice"], PUBLISHER],
  "demands.order": [["抽查需求未按序排列或有重复", "the demands are not in order, or listed twice"], PUBLISHER],
  "register.count": [
    ["名录条数与您填写的登记总数不同", "the register's published count differs from the one you gave"],
    ["请核对登记总数及其日期;若无误,请要求公布单位说明缺少了谁", "check the count and its date; if it is right, ask who is missing"],
  ],
  "result.key": [["抽取密钥或号码与重算不同", "the key or a number computes otherwise"], PUBLISHER],
  quota: [["有一层的名额与重算不同", "a stratum's counts compute otherwise"], PUBLISHER],
  order: [["抽中名单、候补或分数线与重算不同", "the chosen, the reserves or a cut-off compute otherwise"], PUBLISHER],
  visit: [["合并上门与重算不同", "the visits compute otherwise"], PUBLISHER],
  team: [["检查组或缺员与重算不同", "teams or shortages compute otherwise"], PUBLISHER],
  "result.figures": [["公布的统计数与重算不同", "the published figures compute otherwise"], PUBLISHER],
  certificate: [["证书摘要与重算不同", "the certificate's digest computes otherwise"], PUBLISHER],
  "browser.signatures": [["此浏览器不能核对 Ed25519 签名", "this browser cannot check Ed25519 signatures"], OTHER_BROWSER],
  "browser.failed": [["此浏览器未能算完", "this browser could not finish the computation"], OTHER_BROWSER],
};

export const NOTES = {
  "note.missing": ["未揭示随机数的成员(按全零计)", "members that did not reveal (counted as zeros)"],
  "note.no-beacon": [
    "没有使用公共信标:最后揭示的成员可以用沉默在两种结果中选一种",
    "no public beacon: whoever revealed last could choose between two outcomes by silence",
  ],
  "note.fallback": ["使用了备用信标,不是清单的首选", "a fallback beacon was used, not the first that the manifest names"],
  "note.register": [
    "名录条数未与登记总数比对;填写登记机关公布的总数可以核对有无遗漏",
    "the count of the register was not compared: give the published count to see whether somebody is missing",
  ],
  "note.proof": [
    "这是一家的证明:分数线与是否抽中为文件自称,只有证书摘要相同的完整文件才能证明",
    "this is one entity's proof: cut-offs and who was chosen are its own words, which only the whole file with the same certificate proves",
  ],
  "note.other-draw": ["这个文件是另一次抽取的", "this file is of another draw"],
  "note.other-certificate": [
    "文件的证书摘要与本页公布的不同,请要求公布单位说明",
    "the file's certificate is not the one published on the draw's page: ask the publisher to explain",
  ],
};

export const VERDICTS = {
  holds: ["核验通过:这次抽取每一步都成立", "The draw holds in every step"],
  uncounted: ["核验通过;登记总数未比对", "The draw holds; the count of the register was not compared"],
  listed: [
    "在名录中,号码属实;是否被抽中未经证明",
    "Listed, and the number is right; whether it was drawn is not proved",
  ],
  other: ["文件本身成立,但不是本页这次抽取公布的文件", "The file holds in itself, but it is not the one published for this draw"],
  refused: ["核验不通过", "Refused"],
  unverified: ["未能核验:不能据此说文件对或不对", "Not verified: nothing is said for or against the file"],
};

export const SAID = {
  held: ["通过", "holds"],
  failed: ["不通过", "does not hold"],
  running: ["正在核验", "checking"],
  skipped: ["未比对", "not compared"],
  waiting: ["等待", "waiting"],
  stopped: ["未做", "not reached"],
  fetching: ["正在取得公布的文件", "fetching the published file"],
  finished: ["核验完毕", "finished"],
  halted: ["已停止,没有结论", "stopped, without a verdict"],
  found: ["文件写的是", "the file says"],
  given: ["您填写的是", "you gave"],
  again: ["重算得", "computed again"],
  reason: ["原因", "Why"],
  todo: ["怎么办", "What to do"],
  entities: ["家被抽中", "entities chosen"],
  visits: ["次上门", "visits"],
  separate: ["次上门(各自抽取时)", "visits if drawn separately"],
  bound: ["次(理论下限)", "least any fair method can expect"],
  demand: ["抽查需求", "Demand"],
  department: ["部门", "Department"],
  outcome: ["结果", "Outcome"],
  chances: ["名额/可抽数", "Quota of eligible"],
  cutoff: ["分数线", "Cut-off"],
  claimed: ["文件自称(未经证明)", "by the file's own words (not proved)"],
  chosen: ["抽中:号码不大于分数线", "chosen: its number is not above the cut-off"],
  reserve: ["未抽中,列为候补", "not chosen, a reserve"],
  passed: ["未抽中:号码大于分数线", "not chosen: its number is above the cut-off"],
  none: ["未抽中:这一层名额为零", "not chosen: this stratum's quota is zero"],
  excluded: ["不参加抽取", "left out of the draw"],
  listed: ["在封存的名录中", "is in the frozen register"],
  unlisted: [
    "不在封存的名录中:编号须与登记的完全一致;若确已登记,请要求登记机关说明",
    "is not in the frozen register: the id must be exact; if it is registered, ask the registry why",
  ],
  number: ["它的号码", "its number"],
  uncovered: ["没有任何需求覆盖它所在的行业、等级和类别", "no demand covers its industry, class and list"],
  visit: ["上门", "visit"],
};

/** Ways in which the published file cannot be had, by HTTP status; 0 when no answer came. */
export function unavailable(status) {
  if (status === 0) return ["没有连上网站,请检查网络后再试", "no connection: check the network and try again"];
  if (status === 404) return ["没有这次抽取的公布文件", "there is no published file of this draw"];
  if (status >= 500) return ["提供文件的系统没有应答,请过半分钟再试", "the system behind it does not answer: try again in half a minute"];
  return [
    "文件尚未公布:抽取未完成,或者所列检查尚未全部进行(不预先通知的检查,完成后才公布)",
    "the file is not published yet: the draw is not completed, or visits that it names have yet to take place",
  ];
}
