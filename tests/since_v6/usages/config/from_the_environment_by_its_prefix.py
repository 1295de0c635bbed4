# expect: some(A, B, credentials=True, max_age="600")
# environ: FLASK_CORS_ORIGINS=["https://a.com", "https://b.com"]
# environ: FLASK_CORS_SUPPORTS_CREDENTIALS=true
# environ: FLASK_CORS_MAX_AGE=600
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.config.from_prefixed_env()
CORS(app)
