# expect: some("https://x.a.com", "https://x.y.a.com", refused=(EVIL, A,
#     "https://x.a.com.evil.test") )
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=r"https://.*\.a\.com")
