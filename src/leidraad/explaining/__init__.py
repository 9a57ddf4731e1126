"""Why a status holds, what is missing, what to ask next. Must not decide anything itself."""
