# expect: some(A, B, allowed="Content-Type")
# environ: BOOKSHOP_CORS_ORIGINS=https://a.com,https://b.com
# environ: BOOKSHOP_CORS_ALLOW_HEADERS=Content-Type,Authorization
# environ: BOOKSHOP_CORS_SUPPORTS_CREDENTIALS=False
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.config.from_prefixed_env("BOOKSHOP")
CORS(app)
