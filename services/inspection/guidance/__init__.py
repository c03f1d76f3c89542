"""Guidance given on a visit: 责令改正、行政指导、行政建议、约谈、提醒、预警、劝导."""
