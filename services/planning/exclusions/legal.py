"""Where each exclusion and each ground that lifts one comes from: the clause as the sources have it."""

from collections.abc import Mapping
from types import MappingProxyType

SOURCE_OF: Mapping[str, str] = MappingProxyType(
    {
        "X1": "L-16、L-21:同一年度对同一企业的同类检查不超过1次",
        "X2": "H-10:原则上同一年度内同一企业抽查次数不超过2次",
        "X3": "L-17、H-11:上级执法部门在同一年度已检查的企业,下级应当予以排除",
        "X4": "B-35:检查结果互认,避免重复检查",
        "X5": "J-07:检查对象名录库动态调整",
        "X6": "B-01:清单之外无监管",
        "X7": "L-21、J-09:进一次门、查多项事",
        "X8": "N-12、B-16:对信用状况良好的适当降低抽查比例和频次",
        "O1": "L-15:涉及告知承诺制审批的事项除外",
        "O2": "L-15:涉及环保领域除外",
        "O3": "L-15:涉及安全领域除外",
        "O4": "L-15:国家、省组织的专项检查除外",
        "O5": "L-16:法律法规规章另有规定除外",
        "O6": "L-45、B-18:重点清单依法依规实行全覆盖",
        "O7": "N-14:对投诉举报多、风险突出的监管对象提高抽查比例和频次",
    }
)
"""By code. Rule ids are those of docs/requirements.md."""
